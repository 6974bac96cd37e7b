package io.qubinode.mcp.airflow.libvirt;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An element of libvirt's XML, to be read or written without string surgery. */
final class Xml {

    private final Element element;

    private Xml(Element element) {
        this.element = element;
    }

    /** A new document's root. */
    static Xml root(String name) {
        var document = parser().newDocument();
        var element = document.createElementNS(null, name);
        document.appendChild(element);
        return new Xml(element);
    }

    /** The root of a document that libvirt wrote. */
    static Xml parse(String text) {
        try {
            return new Xml(
                    parser().parse(new InputSource(new StringReader(text))).getDocumentElement());
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("libvirt's XML cannot be read", e);
        }
    }

    /** Adds an element and gives it back. */
    Xml add(String name) {
        return add(null, name);
    }

    /** Adds an element of a namespace and gives it back. */
    Xml add(String namespace, String qualifiedName) {
        var child = element.getOwnerDocument().createElementNS(namespace, qualifiedName);
        element.appendChild(child);
        return new Xml(child);
    }

    /** Puts an empty element in the place of this one and gives it back. */
    Xml replaceWith(String name) {
        var other = element.getOwnerDocument().createElementNS(null, name);
        element.getParentNode().replaceChild(other, element);
        return new Xml(other);
    }

    /** Takes this element out of its parent. */
    void remove() {
        element.getParentNode().removeChild(element);
    }

    /** Its name without a prefix. */
    String name() {
        return element.getLocalName();
    }

    /** The elements directly below in libvirt's own format. */
    List<Xml> children() {
        NodeList nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE && node.getNamespaceURI() == null)
                .map(Element.class::cast)
                .map(Xml::new)
                .toList();
    }

    Xml without(String attribute) {
        element.removeAttribute(attribute);
        return this;
    }

    Xml with(String attribute, Object value) {
        element.setAttribute(attribute, String.valueOf(value));
        return this;
    }

    Xml text(Object text) {
        element.setTextContent(String.valueOf(text));
        return this;
    }

    String text() {
        return element.getTextContent().strip();
    }

    Optional<String> attribute(String name) {
        return element.hasAttribute(name) ? Optional.of(element.getAttribute(name)) : Optional.empty();
    }

    /** The text with the blanks around it, which are part of a name. */
    String exactText() {
        return element.getTextContent();
    }

    /** The attributes by their names. */
    Map<String, String> attributes() {
        NamedNodeMap nodes = element.getAttributes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .collect(Collectors.toMap(Node::getNodeName, Node::getNodeValue, (one, other) -> one, TreeMap::new));
    }

    /** All elements below with this name in libvirt's own format. */
    List<Xml> all(String name) {
        NodeList nodes = element.getElementsByTagNameNS("*", name);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNamespaceURI() == null)
                .map(Element.class::cast)
                .map(Xml::new)
                .toList();
    }

    Optional<Xml> first(String name) {
        return all(name).stream().findFirst();
    }

    /** The elements directly below with this name in libvirt's own format, which has no namespace. */
    List<Xml> children(String name) {
        return children(null, name);
    }

    /** The elements directly below with this name in a namespace. */
    List<Xml> children(String namespace, String localName) {
        NodeList nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE
                        && localName.equals(node.getLocalName())
                        && Objects.equals(namespace, node.getNamespaceURI()))
                .map(Element.class::cast)
                .map(Xml::new)
                .toList();
    }

    /** The first element directly below with this name. */
    Optional<Xml> child(String name) {
        return children(name).stream().findFirst();
    }

    /** The elements of libvirt's own format that these names lead to, each directly below the one before. */
    List<Xml> at(String... names) {
        List<Xml> found = List.of(this);
        for (String name : names) {
            found = found.stream().flatMap(each -> each.children(name).stream()).toList();
        }
        return found;
    }

    /** The devices of a kind of a domain: what others keep in its metadata may have the same names. */
    List<Xml> devices(String kind) {
        return at("devices", kind);
    }

    @Override
    public String toString() {
        try {
            var factory = TransformerFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            var text = new StringWriter();
            transformer.transform(new DOMSource(element), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DocumentBuilder parser() {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
