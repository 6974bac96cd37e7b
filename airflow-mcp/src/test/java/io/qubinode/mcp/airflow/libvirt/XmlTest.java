package io.qubinode.mcp.airflow.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {

    private static final String METACHARACTERS = "<a b='\"'>&amp;]]></a>";

    @Test
    void writesMetacharactersSoThatTheyAreReadAsTheyWere() {
        Xml written = Xml.root("domain").with("name", METACHARACTERS);
        written.add("title").text(METACHARACTERS);
        Xml read = Xml.parse(written.toString());
        assertThat(read.attribute("name")).contains(METACHARACTERS);
        assertThat(read.first("title").orElseThrow().text()).isEqualTo(METACHARACTERS);
        assertThat(read.all("a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE domain><domain/>",
                "<!DOCTYPE domain [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><domain>&x;</domain>",
                "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><d>&b;</d>"
            })
    void refusesADocumentType(String text) {
        assertThatThrownBy(() -> Xml.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("libvirt's XML cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<domain>", "no XML", "<a/><b/>"})
    void refusesWhatIsNoXml(String text) {
        assertThatThrownBy(() -> Xml.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsChildrenFromDescendants() {
        Xml xml = Xml.parse("<a><b><b/></b><c/></a>");
        assertThat(xml.children("b")).hasSize(1);
        assertThat(xml.all("b")).hasSize(2);
        assertThat(xml.attribute("none")).isEmpty();
    }
}
