"""Forms about sites, their plots and facts, and imports of the register."""
