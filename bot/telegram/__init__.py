"""Updates in, messages out. With the preview's page the only room that imports telegram."""
