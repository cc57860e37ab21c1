"""Where plans are run: one room an engine, the only places that know what a frame is made of."""
