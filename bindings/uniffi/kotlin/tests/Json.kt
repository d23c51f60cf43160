// A reader of JSON, since the JDK has none: objects are maps, arrays lists, numbers `Long`s.

class Json private constructor(private val text: String) {
    private var place = 0

    private fun value(): Any? {
        space()
        return when (text[place]) {
            '{' -> fields()
            '[' -> items()
            '"' -> string()
            't' -> word("true", true)
            'f' -> word("false", false)
            'n' -> word("null", null)
            else -> number()
        }
    }

    private fun fields(): Map<String, Any?> {
        val fields = LinkedHashMap<String, Any?>()
        list('{', '}') {
            val name = string()
            expect(':')
            check(fields.put(name, value()) == null) { "a name twice" }
        }
        return fields
    }

    private fun items(): List<Any?> {
        val items = ArrayList<Any?>()
        list('[', ']') { items.add(value()) }
        return items
    }

    private fun list(begin: Char, end: Char, item: () -> Unit) {
        expect(begin)
        space()
        if (text[place] == end) return expect(end)
        while (true) {
            space()
            item()
            space()
            if (text[place] == end) return expect(end)
            expect(',')
        }
    }

    private fun string(): String {
        expect('"')
        val string = StringBuilder()
        while (text[place] != '"') {
            val character = text[place++]
            if (character != '\\') {
                string.append(character)
                continue
            }
            string.append(
                when (val escaped = text[place++]) {
                    'n' -> '\n'
                    't' -> '\t'
                    'r' -> '\r'
                    'b' -> '\b'
                    'f' -> '\u000c'
                    'u' -> text.substring(place, place + 4).toInt(16).toChar().also { place += 4 }
                    else -> escaped
                },
            )
        }
        expect('"')
        return string.toString()
    }

    private fun number(): Long {
        val begin = place
        while (place < text.length && text[place] in "-0123456789") place++
        return text.substring(begin, place).toLong()
    }

    private fun <T> word(word: String, value: T): T {
        check(text.startsWith(word, place)) { "no JSON at $place" }
        place += word.length
        return value
    }

    private fun expect(character: Char) {
        space()
        check(text[place] == character) { "no JSON at $place" }
        place++
    }

    private fun space() {
        while (place < text.length && text[place].isWhitespace()) place++
    }

    companion object {
        fun read(text: String): Any? {
            val json = Json(text)
            val value = json.value()
            json.space()
            check(json.place == text.length) { "more than one value" }
            return value
        }
    }
}
