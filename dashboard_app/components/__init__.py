"""Pure parts of pages: values in, components out."""
