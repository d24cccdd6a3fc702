"""The register: a city's application scenarios, every version of them, and the one way to change them."""
