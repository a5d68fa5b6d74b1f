"""The scenario player and the demonstration: both use the system through its public doors only."""
