"""Pictures of an autoencoder: what comes back, where codes lie, and what the decoder makes of other codes."""
