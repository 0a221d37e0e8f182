"""How fast the product is, as ratios to bare code that does only what must be done."""
