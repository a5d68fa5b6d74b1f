"""Measurements: what each use case asks of AWS, what that costs, how fast it is here, and what a cold start loads."""
