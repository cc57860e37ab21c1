"""Mappings: what the exports of CRM systems call the columns of the language, one file of facts an object."""
