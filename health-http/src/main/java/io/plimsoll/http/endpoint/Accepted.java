package io.plimsoll.http.endpoint;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether an {@code Accept} header asks for the format of the IETF draft.
 *
 * <p>Only by its name, and not less than for plain JSON: a wildcard is what every client sends and means what it always got.
 * Nothing is refused as not acceptable, since a probe that gets 406 would take the service for sick.
 */
final class Accepted {

    private static final String IETF = "application/health+json";
    private static final String PLAIN = "application/json";
    private static final int LONGEST = 1024; // no client that means it says more
    private static final Pattern QUALITY = Pattern.compile("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)");

    private Accepted() {}

    static boolean prefersIetf(@Nullable String accept) {
        // '+' is in hardly any other media type: nearly every request is decided here, and nothing is allocated for it.
        if (accept == null || accept.indexOf('+') < 0 || accept.length() > LONGEST) {
            return false;
        }
        double ietf = 0;
        double plain = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = range.split(";", -1);
            String type = parts[0].strip();
            if (type.equals(IETF)) {
                ietf = quality(parts);
            } else if (type.equals(PLAIN)) {
                plain = quality(parts);
            }
        }
        return ietf > 0 && ietf >= plain;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                return QUALITY.matcher(parameter).matches() ? Double.parseDouble(parameter.substring(2)) : 0;
            }
        }
        return 1;
    }
}
