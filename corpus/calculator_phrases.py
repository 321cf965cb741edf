"""What the bot says of calculations, in each language it speaks."""

from typing import Final

CALCULATOR_PHRASES: Final[dict[str, dict[str, str]]] = {
    "not_a_number": {
        "en": "{argument} is {given}, which is not one number. Give a number, such as 250000.",
        "nl": "{argument} is {given}, en dat is niet één getal. Geef een getal, zoals 250000.",
        "ar": "قيمة {argument} هي {given}، وهذا ليس عددًا واحدًا. اكتب عددًا مثل 250000.",
    },
    "not_a_list": {
        "en": "{argument} is {given}; a list of numbers is needed, such as 9, 10, 7.",
        "nl": "{argument} is {given}; nodig is een lijst van getallen, zoals 9, 10, 7.",
        "ar": "قيمة {argument} هي {given}؛ والمطلوب قائمة أعداد مثل 9، 10، 7.",
    },
    "empty": {
        "en": "{argument} is empty. Give at least one number.",
        "nl": "{argument} is leeg. Geef ten minste één getal.",
        "ar": "{argument} فارغ. اكتب عددًا واحدًا على الأقل.",
    },
    "too_many": {
        "en": "{argument} has {given} numbers; at most {limit} are allowed. Count them, and give the counts.",
        "nl": "{argument} heeft {given} getallen; toegestaan zijn er hoogstens {limit}. Tel ze, en geef de aantallen.",
        "ar": "في {argument} {given} من الأعداد؛ والمسموح به {limit} على الأكثر. عُدّها واكتب أعدادها.",
    },
    "needs_number": {
        "en": "{argument} is {given} as text; a number without quotation marks is needed.",
        "nl": "{argument} is {given} als tekst; nodig is een getal zonder aanhalingstekens.",
        "ar": "قيمة {argument} هي {given} كنص؛ والمطلوب عدد بلا علامات اقتباس.",
    },
    "needs_digits": {
        "en": "{argument} is {given}. Give a number, or write it in one of these ways: {ways}.",
        "nl": "{argument} is {given}. Geef een getal, of schrijf het op een van deze manieren: {ways}.",
        "ar": "قيمة {argument} هي {given}. اكتب عددًا، أو بإحدى هذه الطرق: {ways}.",
    },
    "too_far_apart": {
        "en": "{argument} is {given}; with the other figures the result is beyond {limit}. Check the units.",
        "nl": "{argument} is {given}; met de andere getallen komt de uitkomst boven {limit}. Controleer de eenheden.",
        "ar": "قيمة {argument} هي {given}؛ ومع الأعداد الأخرى تتجاوز النتيجة {limit}. تحقّق من الوحدات.",
    },
    "two_readings": {
        "en": "{argument} is {given}, which can be read as {one} or as {other}. Write one of these.",
        "nl": "{argument} is {given}, en dat kan {one} zijn of {other}. Schrijf een van die twee.",
        "ar": "قيمة {argument} هي {given}، وقد تُقرأ {one} أو {other}. اكتب إحداهما.",
    },
    "needs_money": {
        "en": "{argument} is {given}; it must be an amount of money, such as 250000 or $250k.",
        "nl": "{argument} is {given}; het moet een geldbedrag zijn, zoals 250000 of $250k.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون مبلغًا من المال مثل 250000 أو $250k.",
    },
    "needs_percent": {
        "en": "{argument} is {given}; it must be a percentage, such as 80 or 80%.",
        "nl": "{argument} is {given}; het moet een percentage zijn, zoals 80 of 80%.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون نسبة مئوية مثل 80 أو 80%.",
    },
    "needs_points": {
        "en": "{argument} is {given}; it must be a number of percentage points, such as 5.",
        "nl": "{argument} is {given}; het moet een aantal procentpunten zijn, zoals 5.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون عددًا من النقاط المئوية مثل 5.",
    },
    "needs_count": {
        "en": "{argument} is {given}; it must be a plain number, without a currency or a percent sign.",
        "nl": "{argument} is {given}; het moet een gewoon getal zijn, zonder munt of procentteken.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون عددًا مجردًا بلا عملة ولا علامة نسبة.",
    },
    "not_finite": {
        "en": "{argument} is {given}; numbers between −{limit} and {limit} are allowed.",
        "nl": "{argument} is {given}; toegestaan zijn getallen tussen −{limit} en {limit}.",
        "ar": "قيمة {argument} هي {given}؛ والمسموح به أعداد بين −{limit} و{limit}.",
    },
    "too_precise": {
        "en": "{argument} is {given}; at most {limit} decimals are allowed.",
        "nl": "{argument} is {given}; toegestaan zijn hoogstens {limit} decimalen.",
        "ar": "قيمة {argument} هي {given}؛ والمسموح به {limit} منزلة عشرية على الأكثر.",
    },
    "at_least": {
        "en": "{argument} is {given}; it must be {limit} or more.",
        "nl": "{argument} is {given}; het moet {limit} of meer zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون {limit} أو أكثر.",
    },
    "more_than": {
        "en": "{argument} is {given}; it must be more than {limit}.",
        "nl": "{argument} is {given}; het moet meer dan {limit} zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون أكثر من {limit}.",
    },
    "at_most": {
        "en": "{argument} is {given}; it must be {limit} or less.",
        "nl": "{argument} is {given}; het moet {limit} of minder zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون {limit} أو أقل.",
    },
    "whole_number": {
        "en": "{argument} is {given}; it must be a whole number.",
        "nl": "{argument} is {given}; het moet een geheel getal zijn.",
        "ar": "قيمة {argument} هي {given}؛ ويجب أن تكون عددًا صحيحًا.",
    },
    "fraction_or_percent": {
        "en": "{argument} is {given}: write {percent} if that is {percent} %, or {literal}% with its sign if not.",
        "nl": "{argument} is {given}: schrijf {percent} als dat {percent} % is, of anders {literal}% met het teken.",
        "ar": "قيمة {argument} هي {given}: اكتب {percent} إن كانت {percent} ٪، وإلا فاكتب {literal}% مع العلامة.",
    },
    "needs_percent_sign": {
        "en": "{argument} is {given}: percentages are written as 80 for 80 %. "
        "If it really is {literal} %, write {literal}% with its sign.",
        "nl": "{argument} is {given}: schrijf percentages als 80 voor 80 %. "
        "Is het werkelijk {literal} %, schrijf dan {literal}% met het teken erbij.",
        "ar": "قيمة {argument} هي {given}: تُكتب النسب المئوية هكذا: 80 بمعنى 80 ٪. "
        "وإن كانت حقًا {literal} ٪ فاكتب {literal}% مع العلامة.",
    },
    "beyond": {
        "en": "{argument} is {given}; it must not exceed {other}, which is {limit}.",
        "nl": "{argument} is {given}; het mag niet meer zijn dan {other}, en dat is {limit}.",
        "ar": "قيمة {argument} هي {given}؛ ويجب ألا تتجاوز {other} وهي {limit}.",
    },
    "beyond_together": {
        "en": "{argument} is {given}; with {rest} taken off, only {limit} of {other} is left.",
        "nl": "{argument} is {given}; na aftrek van {rest} is van {other} nog maar {limit} over.",
        "ar": "قيمة {argument} هي {given}؛ وبعد طرح {rest} لا يبقى من {other} سوى {limit}.",
    },
    "unknown_argument": {
        "en": "{metric} has no argument {argument}; it has {allowed}.",
        "nl": "{metric} kent geen {argument}; wel {allowed}.",
        "ar": "لا يقبل {metric} المدخل {argument}؛ مدخلاته هي {allowed}.",
    },
    "missing_argument": {
        "en": "{argument} is missing: {description} Give it as well.",
        "nl": "{argument} ontbreekt. Geef het erbij.",
        "ar": "{argument} غير مذكور. اذكره أيضًا.",
    },
    "unknown_calculator": {
        "en": "There is no calculator {given}.{meant} There are {allowed}.",
        "nl": "Er is geen calculator {given}.{meant} Er zijn {allowed}.",
        "ar": "لا توجد حاسبة باسم {given}.{meant} الحاسبات هي {allowed}.",
    },
    "no_answers": {
        "en": "{argument}, {second} and {third} are all {given}; at least one answer is needed.",
        "nl": "{argument}, {second} en {third} zijn alle {given}; er is ten minste één antwoord nodig.",
        "ar": "قيم {argument} و{second} و{third} كلها {given}؛ ولا بد من إجابة واحدة على الأقل.",
    },
    "no_losses": {
        "en": "{argument} and {other} are both {given}; without any loss there is no ratio. One must be more than 0.",
        "nl": "{argument} en {other} zijn beide {given}; zonder verlies is er geen verhouding. Eén moet boven 0 zijn.",
        "ar": "قيمتا {argument} و{other} كلتاهما {given}؛ ولا نسبة بلا خسارة. يجب أن تزيد إحداهما على 0.",
    },
    "mixed_currencies": {
        "en": "{argument} is in {given}, {other} in {limit}. Give all amounts in one currency.",
        "nl": "{argument} is in {given}, {other} in {limit}. Geef alle bedragen in één munt.",
        "ar": "{argument} بعملة {given}، و{other} بعملة {limit}. اكتب كل المبالغ بعملة واحدة.",
    },
    "not_a_currency": {
        "en": "{argument} is {given}; give the three letters of a currency, such as EUR.",
        "nl": "{argument} is {given}; geef de drie letters van een munt, zoals EUR.",
        "ar": "قيمة {argument} هي {given}؛ اكتب الأحرف الثلاثة لعملة مثل EUR.",
    },
}  # fmt: skip
