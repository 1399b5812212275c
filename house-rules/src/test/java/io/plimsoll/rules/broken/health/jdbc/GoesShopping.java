package io.plimsoll.rules.broken.health.jdbc;

import io.plimsoll.rules.broken.examples.Shop;

final class GoesShopping {
    final Shop held;

    GoesShopping(Shop held) {
        this.held = held;
    }
}
