"""The way out: one pace for everything that is sent, and what is done when it doesn't arrive. Imports no telegram."""
