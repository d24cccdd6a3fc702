"""What several pages share, and the only place that knows the visit."""
