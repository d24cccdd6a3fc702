"""The interface for other systems, beside the pages: what they may ask, who they are, how they are answered."""
