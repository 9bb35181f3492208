"""Two sentences of invented news in each language."""

NEWS = {
    "ar": "قال مدير الميناء إن العبارة عادت إلى البحر صباح يوم الاثنين بعد توقف طويل. "
    "وقد انتظر سكان الجزيرة هذا اليوم.",
    "de": "Die Fähre fährt seit Montag wieder, wie das Hafenamt mitteilte. Für die Bewohner der Insel ist das nach dem "
    "langen Winter eine gute Nachricht.",
    "en": "The ferry has been back at sea since Monday, the harbour office said. It was a long winter for the people "
    "of the island.",
    "es": "El transbordador volvió a navegar el lunes por la mañana, según informó la oficina del puerto. Los vecinos "
    "de la isla esperaban este día desde el otoño.",
    "fr": "Le bac a repris la mer lundi matin, a annoncé la capitainerie du port. Les habitants de l’île attendaient "
    "ce moment depuis l’été.",
    "it": "Il traghetto è tornato in mare lunedì mattina, ha detto l’ufficio del porto. Gli abitanti dell’isola "
    "aspettavano questo giorno da mesi, e non sono stati delusi.",
    "ja": "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。住民は喜んでいる。",
    "ko": "섬과 육지를 잇는 여객선이 월요일 아침 운항을 다시 시작했다고 항만 사무소가 밝혔다.",
    "nl": "De veerboot vaart sinds maandag weer, zei het havenkantoor. Voor de bewoners van het eiland is dat na een "
    "lange winter goed nieuws.",
    "pl": "Prom wrócił na morze w poniedziałek rano, poinformował urząd portu. Mieszkańcy wyspy czekali na ten dzień "
    "od jesieni i nie kryją, że są z tego zadowoleni.",
    "pt": "A balsa voltou ao mar na manhã de segunda-feira, informou o escritório do porto. Os moradores da ilha não "
    "viam um barco desde o outono.",
    "ru": "Паром снова вышел в море в понедельник утром, сообщила администрация порта. Жители острова ждали этого дня "
    "с осени, и они очень рады.",
    "tr": "Feribot pazartesi sabahı yeniden denize açıldı ve liman ofisi bunun uzun bir kış için iyi bir son olduğunu "
    "söyledi. Adada yaşayanlar bu günü çok bekledi.",
    "uk": "Пором знову вийшов у море в понеділок вранці, повідомила адміністрація порту. Мешканці острова чекали на "
    "це з осені, і вони дуже раді, що він повернувся.",
    "zh": "连接海岛与大陆的渡轮星期一早上恢复航行，港口办公室说，整个冬天没有一艘船出海。",
}
