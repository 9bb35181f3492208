"""tmp"""
from newsclean.rules.schema import Publication, Rule
def publication_of(props, found):
    rules=[]
    for p in props:
        rules.append(Rule(p.id,p.category,"",p.css,p.line,p.starts,p.from_,p.through))
    return Publication("learned","Learned",rules=tuple(rules))
