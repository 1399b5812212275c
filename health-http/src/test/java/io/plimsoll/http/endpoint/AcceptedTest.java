package io.plimsoll.http.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptedTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/health+json                                   | true",
                "Application/Health+JSON                                   | true",
                "application/health+json, application/json                 | true",
                "application/json;q=0.5, application/health+json;q=0.9     | true",
                "application/health+json;q=0.5, application/json;q=0.9     | false",
                "application/health+json;q=0                               | false",
                "application/health+json;q=0.000, */*                      | false",
                "text/html, application/health+json;level=1;q=0.3, */*     | true",
                "application/health+json;q=2                               | false",
                "application/health+json;q=                                | false",
                "application/health+json;q=NaN                             | false",
                "*/*                                                       | false",
                "application/*                                             | false",
                "application/json                                          | false",
                "text/html,application/xhtml+xml,application/xml;q=0.9     | false",
                "application/health+jsonp                                  | false",
                "application/problem+json                                  | false",
                "+++,;;q=,q=+                                              | false"
            })
    void prefersTheDraftOnlyWhenItIsAskedForByName(String accept, boolean preferred) {
        assertThat(Accepted.prefersIetf(accept)).isEqualTo(preferred);
    }

    @Test
    void readsNoHeaderThatNobodyMeans() {
        String ours = "application/health+json";

        assertThat(Accepted.prefersIetf(ours + ",".repeat(1_024 - ours.length())))
                .isTrue();
        assertThat(Accepted.prefersIetf(ours + ",".repeat(1_025 - ours.length())))
                .isFalse();
    }

    @Test
    void takesNoWishForPlainJson() {
        assertThat(Accepted.prefersIetf(null)).isFalse();
        assertThat(Accepted.prefersIetf("")).isFalse();
    }
}
