package io.plimsoll.http.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {

    private static final Endpoint ANY = (request, form, segment) -> Problem.NO_SUCH_PATH;
    private final Route fixed = Route.of("deep", Access.STATUS, "/health/deep", ANY);
    private final Route atEnd = Route.of("component", Access.STATUS, "/health/deep/{component}", ANY);
    private final Route inside = Route.of("press", Access.STATUS, "/panic/{button}/press", ANY);

    @Test
    void leadsFromAFixedPathOnly() {
        assertThat(fixed.leadsFrom("/health/deep")).isTrue();
        assertThat(fixed.segment("/health/deep")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/health",
                "/health/deep/",
                "/health//deep",
                "//health/deep",
                "/health/%64eep",
                "/Health/deep",
                "/health/deep;a=b",
                "/health/deep/x",
                "/health/deeper"
            })
    void leadsFromNoOtherSpellingOfAFixedPath(String path) {
        assertThat(fixed.leadsFrom(path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/health/deep/redis, redis", "/health/deep/a%2Fb, a/b", "/health/deep/.., .."})
    void takesTheLastSegment(String path, String segment) {
        assertThat(atEnd.leadsFrom(path)).isTrue();
        assertThat(atEnd.segment(path)).isEqualTo(segment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/health/deep",
                "/health/deep/",
                "/health/deep//",
                "/health/deep/a/",
                "/health/deep/a/b",
                "/health/deep//a"
            })
    void takesExactlyOneSegment(String path) {
        assertThat(atEnd.leadsFrom(path)).isFalse();
    }

    @Test
    void takesASegmentInTheMiddle() {
        assertThat(inside.segment("/panic/shed-traffic/press")).isEqualTo("shed-traffic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/panic/press", "/panic//press", "/panic/a/b/press", "/panic/a/press/", "/panic/a/pressed"})
    void takesExactlyOneSegmentInTheMiddle(String path) {
        assertThat(inside.leadsFrom(path)).isFalse();
    }

    @Test
    void saysThatASegmentIsNotCorrectlyEncoded() {
        assertThat(atEnd.leadsFrom("/health/deep/%ZZ")).isTrue();
        assertThat(atEnd.segment("/health/deep/%ZZ")).isNull();
    }

    @Test
    void leadsFromOneSpellingOfAValueThatIsKnownBeforehand() {
        Route redis = atEnd.at("redis");

        assertThat(redis.leadsFrom("/health/deep/redis")).isTrue();
        assertThat(redis.segment("/health/deep/redis")).isEqualTo("redis");
        assertThat(inside.at("shed-traffic").segment("/panic/shed-traffic/press"))
                .isEqualTo("shed-traffic");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/health/deep/", "/health/deep/redi", "/health/deep/redis/", "/health/deep/%72edis", "redis"})
    void leavesOtherSpellingsToTheRouteOfTheVariable(String path) {
        assertThat(atEnd.at("redis").leadsFrom(path)).isFalse();
    }
}
