package io.plimsoll.rules;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Finds sleeping in source text. */
final class Sleep {

    private static final Pattern SLEEP = Pattern.compile("\\bThread\\s*(\\.|::)\\s*sleep\\b"
            + "|\\b(NANO|MICRO|MILLI)?SECONDS\\s*(\\.|::)\\s*sleep\\b"
            + "|\\b(MINUTES|HOURS|DAYS)\\s*(\\.|::)\\s*sleep\\b"
            + "|\\bunit\\s*(\\.|::)\\s*sleep\\b");

    private static final Pattern LITERAL = Pattern.compile("'(\\\\.|[^'\\\\\\n])+'|\"(\\\\.|[^\"\\\\\\n])*\"");

    private Sleep() {}

    /** The numbers of the lines on which a sleep begins. What is written between quotes does not sleep. */
    static List<Integer> linesIn(String source) {
        String code = LITERAL.matcher(source).replaceAll("_");
        return SLEEP.matcher(code)
                .results()
                .map(found -> 1
                        + (int) IntStream.range(0, found.start())
                                .filter(at -> code.charAt(at) == '\n')
                                .count())
                .toList();
    }
}
