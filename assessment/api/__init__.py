"""The resources of assessment for programs."""
