"""Articles become searchable: page text -> articles -> passages -> vectors -> store."""
