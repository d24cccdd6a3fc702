"""From the register to what leaves the house."""
