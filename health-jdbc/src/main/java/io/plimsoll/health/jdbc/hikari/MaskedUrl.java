package io.plimsoll.health.jdbc.hikari;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JDBC URL with nothing in it that could be a secret: scheme, hosts and database.
 *
 * <p>Drivers hide credentials in too many places to find them all, so this keeps what it recognises and drops the rest.
 */
final class MaskedUrl {

    private static final String HOST = "(?:[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?";
    private static final Pattern PLAIN =
            Pattern.compile("(jdbc:[a-z0-9+:-]+//" + HOST + "(?:," + HOST + ")*(?:/[A-Za-z0-9_.$-]*)?)(?:[?;][^@]*)?");
    private static final Pattern WITH_USER = Pattern.compile(
            "(jdbc:[a-z0-9+:-]+//)[^/?;@]*@(" + HOST + "(?:," + HOST + ")*(?:/[A-Za-z0-9_.$-]*)?)(?:[?;][^@]*)?");
    private static final Pattern SCHEME = Pattern.compile("(jdbc:[a-z0-9+-]+:).*", Pattern.DOTALL);

    private MaskedUrl() {}

    static String of(String url) {
        Matcher plain = PLAIN.matcher(url);
        if (plain.matches()) {
            return plain.group(1);
        }
        Matcher withUser = WITH_USER.matcher(url);
        if (withUser.matches()) {
            return withUser.group(1) + "***@" + withUser.group(2);
        }
        Matcher scheme = SCHEME.matcher(url);
        return scheme.matches() ? scheme.group(1) + "***" : "***";
    }
}
