package io.plimsoll.http.mitigation;

import static io.plimsoll.http.mitigation.Rig.CONTRACT;
import static io.plimsoll.http.mitigation.Rig.text;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.http.contract.Schemas;
import io.plimsoll.http.endpoint.OpsResponse;
import io.plimsoll.panic.Lease;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Notifications as Alertmanager sends them, version 4. */
class AlertmanagerTest {

    private static final String SLOW = "5d41402abc4b2a76";
    private static final String FAILING = "7d793037a0760186";
    private static final String LATER = "2026-05-22T23:30:00Z";

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void pressesForAnEpisodeAndReleasesWhenItIsResolved() {
        OpsResponse firing = rig.sendByAlertmanager(group("firing", alert(SLOW, "firing")));

        assertThat(firing.status()).isEqualTo(202);
        Schemas.MITIGATION.assertAccepts(text(firing));
        Lease lease = rig.leases("shed-traffic").get(0);
        assertThat(lease.by()).isEqualTo("CheckoutSlow");
        assertThat(lease.incident()).isEqualTo(SLOW + "@2026-05-22T23:09:00.123Z");
        assertThat(lease.source()).isEqualTo("alert");
        rig.time.advance(ofMinutes(5));
        assertThat(rig.sendByAlertmanager(group("firing", alert(SLOW, "firing")))
                        .status())
                .as("Alertmanager repeats itself")
                .isEqualTo(200);
        assertThat(rig.leases("shed-traffic")).containsExactly(lease);

        OpsResponse resolved = rig.sendByAlertmanager(group("resolved", alert(SLOW, "resolved")));

        assertThat(resolved.status()).isEqualTo(200);
        assertThat(text(resolved)).contains("\"did\":\"RELEASED\"");
        assertThat(rig.isPressed("shed-traffic")).isFalse();
    }

    @Test
    void tellsTheNextEpisodeOfTheSameRuleFromTheLastOne() {
        rig.sendByAlertmanager(group("firing", alert(SLOW, "firing")));
        Lease first = rig.leases("shed-traffic").get(0);

        OpsResponse next = rig.sendByAlertmanager(group("firing", next(alert(SLOW, "firing"))));

        assertThat(next.status()).as("a resolved in between was lost").isEqualTo(202);
        rig.sendByAlertmanager(group("resolved", alert(SLOW, "resolved")));
        assertThat(rig.leases("shed-traffic"))
                .as("what comes late ends the lease of its own episode only")
                .hasSize(1)
                .doesNotContain(first);
    }

    @Test
    void pressesForTheNextEpisodeThoughAPersonReleasedTheLeaseOfTheLast() {
        rig.sendByAlertmanager(group("firing", alert(SLOW, "firing")));
        rig.board.button("shed-traffic").releaseAll("alice");

        assertThat(text(rig.sendByAlertmanager(group("firing", alert(SLOW, "firing")))))
                .contains("\"why\":\"OPERATOR\"");
        assertThat(rig.sendByAlertmanager(group("firing", next(alert(SLOW, "firing"))))
                        .status())
                .isEqualTo(202);
    }

    @Test
    void knowsOneStartHoweverItIsWritten() {
        rig.sendByAlertmanager(group("firing", alert(SLOW, "firing")));

        assertThat(rig.sendByAlertmanager(group(
                                "firing",
                                alert(SLOW, "firing")
                                        .replace("2026-05-22T23:09:00.123Z", "2026-05-23T01:09:00.123000000+02:00")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void leavesTheLeaseOfOneAlertWhenAnotherOnTheSameButtonIsResolved() {
        rig.sendByAlertmanager(group("firing", alert(SLOW, "firing"), alert(FAILING, "firing")));
        assertThat(rig.leases("shed-traffic")).hasSize(2);

        OpsResponse mixed = rig.sendByAlertmanager(group("firing", alert(SLOW, "resolved"), alert(FAILING, "firing")));

        assertThat(mixed.status()).isEqualTo(200);
        assertThat(text(mixed)).contains("\"alert\":0,\"did\":\"RELEASED\"", "\"alert\":1,\"did\":\"HELD\"");
        assertThat(rig.isPressed("shed-traffic")).isTrue();
        assertThat(rig.leases("shed-traffic"))
                .extracting(Lease::incident)
                .containsExactly(FAILING + "@2026-05-22T23:09:00.123Z");
        rig.sendByAlertmanager(group("resolved", alert(FAILING, "resolved")));
        assertThat(rig.isPressed("shed-traffic")).isFalse();
    }

    @Test
    void doesWhatItCanForEachAlertOfAGroupAndListsTheRest() {
        try (var one = new Rig(builder -> builder.atMost(1))) {
            OpsResponse answer = one.sendByAlertmanager(group(
                            "firing",
                            alert(SLOW, "firing"),
                            alert(FAILING, "firing").replace("SHED_TRAFFIC", "RECOMMENDATIONS_OFF"),
                            alert("c", "firing").replace("checkout-service", "billing"),
                            alert("d", "firing").replace("production", "staging"),
                            alert("e", "firing").replace("\"mitigation\"", "\"other\""),
                            alert("f", "firing").replace("SHED_TRAFFIC", "<script>"))
                    .replace("\"truncatedAlerts\":0", "\"truncatedAlerts\":12"));

            assertThat(answer.status()).isEqualTo(202);
            Schemas.MITIGATION.assertAccepts(text(answer));
            assertThat(text(answer))
                    .contains(
                            "\"truncated_alerts\":12",
                            "{\"alert\":0,\"did\":\"PRESSED\"",
                            "{\"alert\":1,\"why\":\"LIMIT\",\"action\":\"RECOMMENDATIONS_OFF\",\"button\":\"recommendations\"}",
                            "{\"alert\":2,\"why\":\"OTHER_SERVICE\"}",
                            "{\"alert\":3,\"why\":\"OTHER_NAMESPACE\"}",
                            "{\"alert\":4,\"why\":\"NO_ACTION\"}",
                            "{\"alert\":5,\"why\":\"UNKNOWN_ACTION\"}")
                    .doesNotContain("billing", "script", SLOW);
            assertThat(one.board.leases()).extracting(Lease::button).containsExactly("shed-traffic");
        }
    }

    @Test
    void findsTheActionInTheLabelThatIsConfigured() {
        try (var byName = new Rig(builder -> builder.label("alertname").press("CheckoutSlow", "bigger-pool"))) {
            assertThat(byName.sendByAlertmanager(group("firing", alert(SLOW, "firing")))
                            .status())
                    .isEqualTo(202);
            assertThat(byName.isPressed("bigger-pool")).isTrue();
        }
    }

    @Test
    void takesAsManyAlertsAsOneNotificationMayHave() {
        String[] alerts = new String[100];
        for (int i = 0; i < alerts.length; i++) {
            alerts[i] = alert("a" + i, "firing");
        }

        assertThat(rig.sendByAlertmanager(group("firing", alerts)).status()).isEqualTo(202);
        assertThat(rig.leases("shed-traffic")).hasSize(100);
    }

    @Test
    void showsNoNameThatCannotBeShown() {
        rig.sendByAlertmanager(group("firing", alert(SLOW, "firing").replace("CheckoutSlow", "<b>\\nslow")));

        assertThat(rig.leases("shed-traffic").get(0).by()).isEqualTo("alert");
    }

    @Test
    void keepsTheLeasesOfBothKindsOfAlertApart() {
        rig.sendByAlertmanager(group("firing", alert(SLOW, "firing")));
        rig.send(CONTRACT);

        rig.sendByAlertmanager(group("resolved", alert(SLOW, "resolved")));

        assertThat(rig.leases("shed-traffic")).extracting(Lease::by).containsExactly("alert-checkout-latency-99");
    }

    static String group(String status, String... alerts) {
        return "{\"receiver\":\"mitigation\",\"status\":\"" + status + "\",\"alerts\":[" + String.join(",", alerts)
                + "],\"groupLabels\":{\"alertname\":\"CheckoutSlow\"},\"commonLabels\":{\"alertname\":\"CheckoutSlow\"},"
                + "\"commonAnnotations\":{},\"externalURL\":\"http://alertmanager:9093\",\"version\":\"4\","
                + "\"groupKey\":\"{}:{alertname=\\\"CheckoutSlow\\\"}\",\"truncatedAlerts\":0}";
    }

    static String alert(String fingerprint, String status) {
        return "{\"status\":\"" + status
                + "\",\"labels\":{\"alertname\":\"CheckoutSlow\",\"mitigation\":\"SHED_TRAFFIC\","
                + "\"namespace\":\"production\",\"service\":\"checkout-service\",\"severity\":\"page\"},"
                + "\"annotations\":{\"summary\":\"p99 over 2 s\"},\"startsAt\":\"2026-05-22T23:09:00.123Z\","
                + "\"endsAt\":\"0001-01-01T00:00:00Z\",\"generatorURL\":\"http://prometheus:9090/graph?g0.expr=up\","
                + "\"fingerprint\":\"" + fingerprint + "\"}";
    }

    private static String next(String alert) {
        return alert.replace("2026-05-22T23:09:00.123Z", LATER);
    }
}
