"""A corpus of deliveries, good and broken: each made by one declaration that says what becomes of it."""
