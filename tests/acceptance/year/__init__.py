"""A year at a made-up council, October 2026 to October 2027: who lives there, what the systems send, what officers do.

Each child's life is told once, as the rows that its systems send and from which day they do, beside the line on which
the child must stand in every issue.
"""
