"""The engine `opensearch`: a cluster that every build fills from the index of record, asked with our own terms."""
