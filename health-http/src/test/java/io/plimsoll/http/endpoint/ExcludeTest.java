package io.plimsoll.http.endpoint;

import static io.plimsoll.testing.ScriptedProbe.FAIL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.contract.Ask;
import io.plimsoll.http.contract.Checkout;
import io.plimsoll.http.contract.Schemas;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcludeTest {

    private final Checkout checkout = Checkout.of(FAIL, FAIL).after(Duration.ofMillis(10));
    private final OpsRouter ops = OpsRouter.builder(checkout.health).build();

    @AfterEach
    void close() {
        checkout.close();
    }

    @Test
    void leavesComponentsOutOfTheVerdictOfThisAnswer() {
        OpsResponse without = ask("/health/deep?exclude=database");
        OpsResponse neither = ask("/health/deep?exclude=inventory_service&exclude=database");

        assertThat(without.status()).isEqualTo(200);
        assertThat(text(without))
                .startsWith("{\"status\":\"DEGRADED\"")
                .contains("\"excluded\":[\"database\"],\"components\":{\"redis\":")
                .doesNotContain("warning");
        assertThat(text(neither))
                .startsWith("{\"status\":\"UP\"")
                .contains("\"excluded\":[\"database\",\"inventory_service\"]");
        Schemas.DEEP.assertAccepts(text(without));
        Schemas.DEEP.assertAccepts(text(neither));
        assertThat(without.headers()).containsKey("Age");
    }

    @Test
    void changesNoOtherAnswer() {
        ask("/health/deep?exclude=database");

        assertThat(ask("/health/deep").status()).isEqualTo(503);
        assertThat(text(ask("/health/deep"))).doesNotContain("excluded");
        assertThat(checkout.health.report().components()).containsKey("database");
    }

    @Test
    void opensTheGatesThatOnlyTheComponentKeepsClosed() {
        assertThat(ask("/health/ready").status()).isEqualTo(503);
        assertThat(ask("/health/ready?exclude=redis").status()).isEqualTo(503);
        assertThat(ask("/health/ready?exclude=database").status()).isEqualTo(200);
        assertThat(ask("/health/started?exclude=database").status()).isEqualTo(200);
        assertThat(text(ask("/health/ready?exclude=database"))).contains("\"excluded\":[\"database\"]");
        Schemas.GATE.assertAccepts(text(ask("/health/ready?exclude=database")));
    }

    @Test
    void keepsADrainingServiceOutWhateverIsExcluded() {
        checkout.health.drain();

        assertThat(text(ask("/health/ready?exclude=database"))).contains("\"reason\":\"Draining\"");
    }

    @Test
    void warnsOfNamesThatDoNotExistWithoutRepeatingThem() {
        OpsResponse one = ask("/health/deep?exclude=databse");
        OpsResponse several = ask("/health/deep?exclude=x&exclude=%ZZ&exclude=x&exclude=redis");

        assertThat(one.status()).isEqualTo(503);
        assertThat(text(one))
                .contains("\"warning\":\"exclude names a component that does not exist\"")
                .doesNotContain("databse", "excluded");
        assertThat(text(several))
                .contains("\"warning\":\"exclude names 2 components that do not exist\"", "\"excluded\":[\"redis\"]");
        Schemas.DEEP.assertAccepts(text(one));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exclude", "exclude=", "excludes=database", "Exclude=database", "x&&=", "a=exclude"})
    void ignoresEverythingElseInTheQuery(String query) {
        assertThat(text(ask("/health/deep?" + query))).isEqualTo(text(ask("/health/deep")));
    }

    @Test
    void understandsAnEncodedName() {
        assertThat(text(ask("/health/deep?exclude=inventory%5Fservice")))
                .contains("\"excluded\":[\"inventory_service\"]");
    }

    @Test
    void doesNotHideTheComponentThatIsAskedForByName() {
        assertThat(text(ask("/health/deep/database?exclude=database"))).isEqualTo(text(ask("/health/deep/database")));
    }

    @Test
    void rendersOncePerChangeHoweverOftenItIsAsked() {
        List<OpsResponse> first = alwaysTheSame();

        for (int i = 0; i < 3; i++) {
            List<OpsResponse> again = alwaysTheSame();
            assertThat(again.get(0)).isSameAs(first.get(0));
            assertThat(again.get(1)).isSameAs(first.get(1));
        }

        checkout.after(Duration.ofSeconds(5));
        assertThat(alwaysTheSame().get(0)).isNotSameAs(first.get(0));
    }

    @Test
    void staysRightForMoreCombinationsThanItRemembers() {
        for (int round = 0; round < 3; round++) {
            for (int unknown = 1; unknown <= 3 * PerSight.MOST_SPECIAL; unknown++) {
                String strangers = IntStream.range(0, unknown)
                        .mapToObj(number -> "&exclude=stranger-" + number)
                        .collect(Collectors.joining());

                assertThat(ask("/health/ready?exclude=database" + strangers).status())
                        .isEqualTo(200);
                assertThat(text(ask("/health/deep?exclude=redis" + strangers)))
                        .contains("exclude names "
                                + (unknown == 1 ? "a component that does" : unknown + " components that do")
                                + " not exist");
            }
        }
    }

    private List<OpsResponse> alwaysTheSame() {
        return List.of(ask("/health/deep?exclude=database"), ask("/health/ready?exclude=redis&exclude=database"));
    }

    private OpsResponse ask(String pathAndQuery) {
        return ops.handle(Ask.get(pathAndQuery));
    }

    private static String text(OpsResponse response) {
        return new String(response.body(), UTF_8);
    }
}
