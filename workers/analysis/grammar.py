"""Small closed word classes in four languages, folded, that decide the assertion status of mentions (assertion.py)."""

from workers.analysis.text import words_of

NEGATORS = words_of(
    "no ni nunca tampoco mai tampoc not don doesn didn isn aren wasn won never cannot nicht kein "
    "keine keinen keinem keiner nie nee nein neither nor "
)
PRIVATIVES = frozenset(["sin", "sense", "without", "ohne"])
ADVERSATIVES = words_of("pero sino mas aunque sino perque but though sondern aber doch only solo nomes nur ")
KIN = words_of(
    "cuñado cunado cuñada cunada hermano hermana primo prima vecino vecina suegro suegra padre "
    "madre hijo hija amigo amiga marido mujer abuelo abuela tio tia novio novia jefe compañero "
    "companero yerno nuera sobrino sobrina cunyat cunyada germa germana cosi cosina veinat veinada "
    "sogre sogra pare mare fill filla amic amiga home dona padri padrina avi avia oncle tieta jefe "
    "company gendre nora nebot neboda al·lot brother sister cousin neighbour neighbor father mother "
    "dad mum son daughter friend mate husband wife uncle aunt boss colleague nephew niece lad bloke "
    "bruder schwester cousin cousine nachbar nachbarin schwager schwagerin vater mutter sohn "
    "tochter freund freundin mann frau opa oma chef kollege kollegin bekannter bekannte "
    "schwiegervater schwiegersohn neffe nichte onkel tante "
)
SAYING = words_of(
    "dice decia dijo cree piensa asegura diu deia digue creu pensa says said reckons thinks told "
    "sagt sagte meint meinte glaubt "
)
OTHERS_HAD = words_of(
    "tuvo tenia tiene llevo hizo puso pusieron cambio le se tengue te feu posa posaren had has got "
    "gets did hatte hat liess "
)
DONE_ENDINGS = (
    "steis", "asteis", "isteis", "aron", "ieron", "areu", "ereu", "ireu", "aren", "eren",
)  # fmt: skip
DONE_WORDS = words_of(
    "cambie hice puse pase pasaron cambio hizo puso cambiaron hicieron pusieron paso cambiado hecho "
    "puesto pasado canviat fet posat passat vaig vareu vam canvia posa feu changed replaced did "
    "fitted done had gewechselt gemacht eingebaut neu erneuert ersetzt repariert cambiamos hicimos "
    "arreglo arreglaron canviarem "
)
BEFORE_NOUN = words_of("un el algun ningun tiene tienen te tenen hay sin sense con amb")
"""«Ya no tiene arreglo» tells of nothing done: without its accent, «arregló» looks like the noun."""
BEFORE_MONTH = words_of("im ende anfang mitte ab bis seit vom den zum ersten")
DONE_MARKS = frozenset(["ya", "ja", "already", "schon"])
PAST_TIMES = (
    ("mes", "pasado"), ("ano", "pasado"), ("semana", "pasada"), ("verano", "pasado"), ("any", "passat"), ("mes", "passat"), ("setmana", "passada"),
    ("last", "year"), ("last", "month"), ("last", "week"), ("last", "summer"), ("letztes", "jahr"), ("letzten", "monat"), ("letzte", "woche"),
    ("hace", "nada"), ("hace", "poco"), ("fa", "poc"), ("fa", "no"), ("vor", "kurzem"), ("months", "ago"), ("years", "ago"), ("weeks", "ago"),
    ("vor", "zwei"), ("vor", "drei"), ("vor", "einem"), ("en", "febrero"), ("en", "enero"), ("just", "had"),
)  # fmt: skip
GOOD = words_of(
    "bien perfecto perfecta perfectos perfectas perfectamente genial maravilla miedo fenomenal divinamente nuevo nueva nuevos nuevas libre be perfecte"
    " perfecta perfectes perfectament meravella nou nova nous noves lliure fine good great perfect perfectly ok okay well new brand gut super perfekt"
    " einwandfrei prima tadellos neu frei ordnung"
)
STATES = words_of("es esta estan son is s are re ist sind seem seems feel feels sieht fuhlt quedan queda")
"""Words that precede one of GOOD, in addition to WORKING: «las luces están bien»."""
NOT_GOOD = words_of(
    "no not nicht nunca never mai nie mal pero but aber sino menos except ausser tan muy gaire del quite salvo excepto"
)
"""Words between or after those two that qualify the praise: «no va bien», «va bien pero chirría»."""
LEAVE_ALONE = words_of(
    "toqueis toquen toques toque hagais hagan mireis miren cambieis cambien necesito hace hacen "
    "falta quiero importa importan urge toca toqueu canvieu feu mireu cal vull fa touch needed "
    "necessary brauche braucht notig anfassen fur "
)
HYPOTHETICAL = words_of("si hubiera hubiese fuera fuese if wenn falls ob cas whether ")
HYPOTHETICAL_MARKS = words_of(
    "hubiera hubiese fuera fuese were would wurde ware hatte echara resulta snapped fos hagues "
)
SOME_DAY = frozenset(
    [
        ("algun", "dia"),
        ("qualque", "dia"),
        ("alguna", "vez"),
        ("alguna", "vegada"),
        ("some", "day"),
        ("one", "day"),
    ]
)
"""After «si»: not now."""
EXCLUSIVES = words_of("solo solamente nomes only just nur bloss ")
SELF = words_of("yo jo i ich nosotros nosaltres we wir mi me em mich mir ")
NEW = words_of("nuevo nueva nuevos nuevas nou nova nous noves ")
WORKING = words_of(
    "va van funciona funcionan anda andan responde responden luce lucen enciende encienden carga cargan entra entran cierra cierran abre abren sube"
    " suben baja bajan marcha marchan respon responen puja pugen obre tanca encen works working work geht gehen funktioniert funktionieren frena frenan"
    " detecta detectan reconoce reconocen coge arranca arrancan gira giran enfria enfrian calienta calientan tira agarra limpia limpian reconeix"
    " agafa engega arrenca refreda escalfa neteja recognises recognizes detects starts start cools cool heats heat turns grips erkennt springt startet"
    " ladt kuhlt heizt dreht greift"
)
"""Functions a broken thing fails at: «no me va el cierre» asks for a repair."""
BEFORE_REFUSAL = words_of(
    "ya ja pues mejor lieber bitte de del des detras delante delanteros traseros davant darrere delanteras traseras ahora ara itself me los las"
)
