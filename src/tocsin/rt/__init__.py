"""How fast it spreads: reproduction number and growth."""
