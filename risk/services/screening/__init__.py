"""The nightly screening of counties: layers, signals, timetable, rules of the office."""
