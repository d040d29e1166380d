"""Brings a built site to where its readers are, and back: deploys, twins, manifests, the index as an artefact."""
