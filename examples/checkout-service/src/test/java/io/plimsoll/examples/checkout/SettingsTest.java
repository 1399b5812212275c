package io.plimsoll.examples.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void takesServersThatAreThereAlready() {
        var settings = Settings.from(Map.of(
                "DATABASE_URL", "jdbc:postgresql://db:5432/checkout",
                "DATABASE_USER", "checkout",
                "DATABASE_PASSWORD", "secret",
                "REDIS_URL", "redis://cache:6379",
                "INVENTORY_URL", " http://inventory:8080 ")::get);

        assertThat(settings.databaseUrl()).isEqualTo("jdbc:postgresql://db:5432/checkout");
        assertThat(settings.redisUrl()).isEqualTo("redis://cache:6379");
        assertThat(settings.inventoryUrl()).isEqualTo("http://inventory:8080");
    }

    @Test
    void needsToKnowWhoItIsInADatabaseThatIsNotItsOwn() {
        assertThatThrownBy(() -> Settings.from(Map.of("DATABASE_URL", "jdbc:postgresql://db/checkout")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DATABASE_URL needs DATABASE_USER and DATABASE_PASSWORD; nobody could log in there"
                        + " without them");
    }

    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, postgres://me:secret@db/checkout, DATABASE_URL is a URL such as jdbc:postgresql://host:port/database",
        "REDIS_URL, cache:6379, REDIS_URL is a URL such as redis://host:port",
        "INVENTORY_URL, http://inventory/api, INVENTORY_URL is a URL such as http://host:port"
    })
    void refusesWhatIsNoUrlWithoutRepeatingIt(String name, String value, String message) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void makesATokenForOperatorsWhereNobodyHasSetOne() {
        var first = Settings.from(Map.<String, String>of()::get).opsToken();
        var second = Settings.from(Map.of("OPS_TOKEN", " ")::get).opsToken();

        assertThat(first.random()).matches("[0-9a-f]{32}").isNotEqualTo(second.random());
        assertThat(Settings.from(Map.of("OPS_TOKEN", "token-of-the-operators")::get)
                        .opsToken()
                        .random())
                .isNull();
    }

    @Test
    void makesASecretForTheWebhookWhereNobodyHasSetOneAndNoToken() {
        var first = Settings.from(Map.<String, String>of()::get).webhookSecrets();
        var second = Settings.from(Map.of("MITIGATION_SECRET", " ", "MITIGATION_TOKEN", " ")::get)
                .webhookSecrets();
        var set = Settings.from(Map.of(
                        "MITIGATION_SECRET", Running.MITIGATION_SECRET,
                        "MITIGATION_TOKEN", Running.MITIGATION_TOKEN)::get)
                .webhookSecrets();

        assertThat(first.random()).matches("whsec_[A-Za-z0-9+/]{43}=").isNotEqualTo(second.random());
        assertThat(second.token()).isNull();
        assertThat(set.random()).isNull();
        assertThat(set.token()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "MITIGATION_SECRET, whsec_c2hvcnQ=",
        "MITIGATION_SECRET, MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "MITIGATION_TOKEN, letmein"
    })
    void refusesAWeakSecretOfTheWebhookWithoutRepeatingIt(String name, String value) {
        assertThatThrownBy(() -> Settings.from(Map.of(name, value)::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(name + ": ")
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain(value));
    }

    @Test
    void refusesAWeakTokenWithoutRepeatingIt() {
        assertThatThrownBy(() -> Settings.from(Map.of("OPS_TOKEN", "letmein")::get))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "OPS_TOKEN: a bearer token of 7 characters is refused: it must have 16 to 1024, from A-Z a-z"
                                + " 0-9 - . _ ~ + / and with = only at its end");
    }
}
