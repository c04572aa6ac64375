"""Pure building blocks of pages: values in, components out."""
