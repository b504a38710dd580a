"""The style guide: every component in every state, and prototypes of the key screens. Development only."""
