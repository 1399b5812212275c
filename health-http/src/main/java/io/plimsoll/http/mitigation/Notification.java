package io.plimsoll.http.mitigation;

import java.util.List;

/**
 * What a body tells.
 *
 * @param truncated how many more alerts the sender has left out
 */
record Notification(List<Alert> alerts, int truncated) {}
