"""The demonstration: one month of a real employer, and one employer that does not pay, on the running system."""
