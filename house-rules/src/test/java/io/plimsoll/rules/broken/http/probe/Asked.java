package io.plimsoll.rules.broken.http.probe;

public final class Asked {}
