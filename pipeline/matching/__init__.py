"""Which records are one child: passes from the strongest key to the weakest, and the resolver that settles them."""
