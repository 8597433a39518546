package chat.runtime.tls;

import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of its own, for one test. */
final class TestAuthority {
    private final String name;
    private final Path folder;
    private final KeyPair keys = keys();
    private int serial = 1;

    TestAuthority(String name, Path folder) throws Exception {
        this.name = name;
        this.folder = folder;
        write(certificateFile(), certificate(name, keys, true));
    }

    Path certificateFile() {
        return folder.resolve(name + ".pem");
    }

    /** A certificate for 127.0.0.1, signed here, as settings of a process that trusts another (or the same) authority. */
    TlsConfig issue(String subject, TestAuthority trusted, TlsConfig.ClientAuth clientAuth) throws Exception {
        KeyPair own = keys();
        Path certificate = folder.resolve(subject + ".pem");
        Path key = folder.resolve(subject + ".key");
        write(certificate, certificate(subject, own, false));
        write(key, new JcaPKCS8Generator(own.getPrivate(), null));
        return new TlsConfig(
                true, Optional.of(certificate), Optional.of(key), Optional.of(trusted.certificateFile()), clientAuth);
    }

    private X509Certificate certificate(String subject, KeyPair own, boolean authority)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                new X500Principal("CN=" + name),
                BigInteger.valueOf(serial++),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofHours(1))),
                new X500Principal("CN=" + subject),
                own.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static KeyPair keys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static void write(Path file, Object content) throws IOException {
        try (Writer out = Files.newBufferedWriter(file);
                JcaPEMWriter pem = new JcaPEMWriter(out)) {
            pem.writeObject(content);
        }
    }
}
