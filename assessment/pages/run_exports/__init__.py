"""Runs as files for auditors: Excel, PDF, CSV and JSON, each with a verification code."""
