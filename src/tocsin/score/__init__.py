"""How good nowcasts and forecasts were."""
