package io.plimsoll.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkdownTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version v3.4.13 started|version v3.4.13 started",
                "<script>alert(1)</script>|&#60;script&#62;alert\\(1\\)&#60;/script&#62;",
                "[click](http://evil.example)|\\[click\\]\\(http&#58;//evil\\.example\\)",
                "www.evil.example|www\\.evil\\.example",
                "# a *b* _c_ `d` ~e~|\\# a \\*b\\* \\_c\\_ \\`d\\` \\~e\\~",
                "&lt; @all|&#38;lt; &#64;all",
                "1. one|1\\. one",
                "it -- is|it \\-\\- is"
            })
    void showsTextAsItIs(String foreign, String escaped) {
        assertThat(Markdown.escaped(foreign)).isEqualTo(escaped);
    }

    @Test
    void letsNothingEndALineOrACell() {
        assertThat(Markdown.escaped("a\nb\tc|d")).isEqualTo("a b c\\|d");
        assertThat(Markdown.fenced("a\n```\n# b")).isEqualTo("```text\na\n'''\n# b\n```\n");
    }
}
