package io.plimsoll.rules;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The parts of a {@code pom.xml} that the rules speak of. */
record Pom(String artifact, List<Dependency> dependencies, List<String> managed) {

    record Dependency(String group, String artifact, String scope, boolean optional) {

        boolean isOurs() {
            return group.equals("io.plimsoll");
        }

        /** Whether everyone who uses the artifact gets it as well. */
        boolean isForEveryone() {
            return !optional && (scope.isEmpty() || scope.equals("compile") || scope.equals("runtime"));
        }

        String name() {
            return group + ":" + artifact;
        }
    }

    static Pom at(Path file) throws Exception {
        return parse(Repository.read(file));
    }

    static Pom parse(String xml) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
        List<String> managed = new ArrayList<>();
        for (Node dependency : nodes("/project/dependencyManagement/dependencies/dependency", document)) {
            managed.add(text("artifactId", dependency));
        }
        List<Dependency> dependencies = new ArrayList<>();
        for (Node dependency : nodes("/project/dependencies/dependency", document)) {
            dependencies.add(new Dependency(
                    text("groupId", dependency),
                    text("artifactId", dependency),
                    text("scope", dependency),
                    text("optional", dependency).equals("true")));
        }
        return new Pom(text("/project/artifactId", document), dependencies, managed);
    }

    private static List<Node> nodes(String path, Node from) throws Exception {
        var found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, from, XPathConstants.NODESET);
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            nodes.add(found.item(i));
        }
        return nodes;
    }

    private static String text(String path, Node from) throws Exception {
        return XPathFactory.newInstance().newXPath().evaluate(path, from).strip();
    }
}
