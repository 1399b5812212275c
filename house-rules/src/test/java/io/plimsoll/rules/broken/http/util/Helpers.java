package io.plimsoll.rules.broken.http.util;

final class Helpers {}
