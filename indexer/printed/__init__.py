"""How do the characters on printed pages become paragraphs, marks and notes?"""
