"""What a phone waits for: bytes, requests, first paint and the moment from which a page can be used."""
