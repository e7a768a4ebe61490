"""What the views and the pictures of a report share: its values in words, states and colours, texts that are safe to show, its updates."""
