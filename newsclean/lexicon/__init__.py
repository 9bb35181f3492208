"""Word lists by language and the modules that read them: set phrases, cues, signals of a line, function words."""
