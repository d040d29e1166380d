"""The engine `whoosh`: the index of record answers by itself, plainly; what the other engines are tested against."""
