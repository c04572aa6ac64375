"""Small closed word classes in four languages, folded, on which the reading of a mention rests."""

NEGATORS = frozenset(
    "no ni nunca tampoco mai tampoc not don doesn didn isn aren wasn won never cannot nicht kein keine keinen keinem"
    " keiner nie nee nein neither nor".split()
)
PRIVATIVES = frozenset("sin sense without ohne".split())
ADVERSATIVES = frozenset(
    "pero sino mas aunque sino perque but though sondern aber doch only solo nomes nur".split()
)
KIN = frozenset(
    "cuñado cunado cuñada cunada hermano hermana primo prima vecino vecina suegro suegra padre madre hijo hija amigo amiga marido mujer"
    " abuelo abuela tio tia novio novia jefe compañero companero yerno nuera sobrino sobrina"
    " cunyat cunyada germa germana cosi cosina veinat veinada sogre sogra pare mare fill filla amic amiga home dona padri padrina avi avia"
    " oncle tieta jefe company gendre nora nebot neboda al·lot"
    " brother sister cousin neighbour neighbor father mother dad mum son daughter friend mate husband wife uncle aunt boss colleague"
    " nephew niece lad bloke"
    " bruder schwester cousin cousine nachbar nachbarin schwager schwagerin vater mutter sohn tochter freund freundin mann frau opa oma"
    " chef kollege kollegin bekannter bekannte schwiegervater schwiegersohn neffe nichte onkel tante".split()
)
SAYING = frozenset(
    "dice decia dijo cree piensa asegura diu deia digue creu pensa says said reckons thinks told sagt sagte meint meinte glaubt".split()
)
OTHERS_HAD = frozenset(
    "tuvo tenia tiene llevo hizo puso pusieron cambio le se tengue te feu posa posaren had has got gets did hatte hat liess".split()
)
DONE_ENDINGS = (
    "steis", "asteis", "isteis", "aron", "ieron", "areu", "ereu", "ireu", "aren", "eren",
)  # fmt: skip
DONE_WORDS = frozenset(
    "cambie hice puse pase pasaron cambio hizo puso cambiaron hicieron pusieron paso cambiado hecho puesto pasado canviat fet posat passat"
    " vaig vareu vam canvia posa feu changed replaced did fitted done had gewechselt gemacht eingebaut neu erneuert ersetzt repariert"
    " cambiamos hicimos arreglo arreglaron canviarem".split()
)
DONE_MARKS = frozenset("ya ja already schon".split())
PAST_TIMES = (
    ("mes", "pasado"), ("ano", "pasado"), ("semana", "pasada"), ("verano", "pasado"), ("any", "passat"), ("mes", "passat"), ("setmana", "passada"),
    ("last", "year"), ("last", "month"), ("last", "week"), ("last", "summer"), ("letztes", "jahr"), ("letzten", "monat"), ("letzte", "woche"),
    ("hace", "nada"), ("hace", "poco"), ("fa", "poc"), ("fa", "no"), ("vor", "kurzem"), ("months", "ago"), ("years", "ago"), ("weeks", "ago"),
    ("vor", "zwei"), ("vor", "drei"), ("vor", "einem"), ("en", "febrero"), ("en", "enero"), ("just", "had"),
)  # fmt: skip
FINE = (
    ("va", "bien"), ("van", "bien"), ("esta", "bien"), ("estan", "bien"), ("va", "perfecto"), ("van", "perfectos"), ("esta", "perfecto"),
    ("estan", "perfectos"), ("funciona", "bien"), ("funcionan", "bien"), ("esta", "nueva"), ("esta", "nuevo"), ("estan", "nuevos"), ("estan", "nuevas"),
    ("es", "nueva"), ("es", "nuevo"), ("son", "nuevos"), ("son", "nuevas"), ("va", "be"), ("van", "be"), ("esta", "be"), ("estan", "be"),
    ("es", "nova"), ("es", "nou"), ("son", "nous"), ("son", "noves"), ("are", "fine"), ("is", "fine"), ("s", "fine"), ("re", "fine"), ("is", "new"),
    ("are", "new"), ("are", "ok"), ("are", "okay"), ("is", "ok"), ("is", "okay"), ("are", "good"), ("is", "good"), ("in", "ordnung"), ("sind", "neu"), ("ist", "neu"),
    ("sind", "gut"), ("ist", "gut"), ("sind", "okay"), ("ist", "okay"), ("gira", "perfecto"), ("brand", "new"), ("is", "brand"), ("sind", "noch"),
)  # fmt: skip
LEAVE_ALONE = frozenset(
    "toqueis toquen toques toque hagais hagan mireis miren cambieis cambien necesito hace hacen falta quiero importa importan urge toca toqueu"
    " canvieu feu mireu cal vull fa touch needed necessary brauche braucht notig anfassen fur".split()
)
HYPOTHETICAL = frozenset("si hubiera hubiese fuera fuese if wenn falls ob cas whether".split())
HYPOTHETICAL_MARKS = frozenset(
    "hubiera hubiese fuera fuese were would wurde ware hatte echara resulta snapped fos hagues".split()
)
EXCLUSIVES = frozenset("solo solamente nomes only just nur bloss".split())
SELF = frozenset("yo jo i ich nosotros nosaltres we wir mi me em mich mir".split())
NEW = frozenset("nuevo nueva nuevos nuevas nou nova nous noves".split())
