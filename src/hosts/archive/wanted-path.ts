/** Of an archive, the files that the captures are made of: the ends of their paths, whatever folder the archive puts before. */
const wanted = [
  String.raw`etc/(?:os|[a-z]+)-release`,
  "usr/lib/os-release",
  "proc/(?:cmdline|cpuinfo|meminfo|modules|mounts|self/mounts|net/(?:tcp|tcp6|udp|udp6)|sys/crypto/fips_enabled)",
  "etc/(?:fstab|hostname|yum.conf|selinux/config)",
  "etc/crypto-policies/(?:config|state/current)",
  "etc/dnf/dnf.conf",
  "etc/(?:dnf|yum)/vars/[^/]+",
  "etc/(?:dnf|yum)/protected.d/[^/]+[.]conf",
  "etc/dnf/modules.d/[^/]+[.]module",
  "etc/yum.repos.d/[^/]+[.]repo",
  "etc/sysconfig/network-scripts/ifcfg-[^/]+",
  "etc/NetworkManager/system-connections/[^/]+",
  "sys/class/dmi/id/(?:sys_vendor|product_name|bios_vendor|chassis_asset_tag)",
  "meta_data/insights[.]specs[.]Specs[.](?:dnf_modules|ifcfg|fstab)[.]json",
  "insights_commands/(?:uname_-a|date_--utc|hostname(?:_-f)?|lsmod|lsblk(?:_-P_.*)?|lspci_-vmmkn|df_-(?:alP|li)_-x_autofs)",
  "insights_commands/(?:rpm_-qa.*|yum_-C_--noplugins_list_installed|mount|getenforce|sestatus_-b|mokutil_--sb-state)",
  "insights_commands/(?:ls_-lanR_[.]boot(?:_.*)?|ls_-lanR_[.]sys[.]firmware|ls_-la_.*system-connections.*|ls_la|ls_lanR)",
  "insights_commands/(?:systemctl_list-unit(?:s|-files)|ss_-tupna|netstat_-neopa|ip_-s_-d_link|ethtool_-i_.*)",
  "insights_commands/(?:dmidecode|virt-what|sysctl_-a|nmcli_conn_show)",
  "sos_commands/(?:kernel/(?:uname_-a|lsmod|sysctl_-a)|date/date_--utc|host/hostname(?:_-f)?|host/hostnamectl(?:_status)?)",
  "sos_commands/block/(?:lsblk|lsblk_-O_-P)",
  "sos_commands/pci/lspci_-nnvv",
  "sos_commands/filesys/(?:df_-al(?:_-x_autofs)?|df_-ali(?:_-x_autofs)?)",
  "sos_commands/rpm/(?:sh_-c_rpm_.*|package-data)",
  "sos_commands/(?:dnf/dnf_list_installed|yum/yum_list_installed)",
  "sos_commands/selinux/sestatus(?:_-b|_-v)?",
  "sos_commands/boot/(?:ls_-lanR_[.]boot|ls_-lanR_[.]sys[.]firmware|mokutil_--sb-state)",
  "sos_commands/grub2/ls_-lanR_[.]boot",
  "sos_commands/systemd/systemctl_list-(?:units(?:_--all)?|unit-files)",
  "sos_commands/networking/(?:ip_-s_-d_link|ethtool_-i_.*)",
  "sos_commands/networkmanager/nmcli_con(?:_show)?",
  "sos_commands/hardware/dmidecode",
];

const pattern = new RegExp(`(?:^|/)(?:${wanted.join("|")})$`);

export function isWantedPath(path: string): boolean {
  return path.length < 4096 && pattern.test(path);
}

/**
 * A path in an archive in its plain form, or why it has none. Folders that archives write in many ways (`./x`, `x//y`, `/x`)
 * become one; a path that leads upwards is nothing that Insights or sos ever wrote.
 */
export function plainPath(
  path: string,
): { readonly kind: "path"; readonly path: string } | { readonly kind: "outside" } {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  return parts.includes("..") ? { kind: "outside" } : { kind: "path", path: parts.join("/") };
}

/** What macOS writes beside the files it packs: AppleDouble files `._name` and the folder __MACOSX. */
export function isAppleLitter(path: string): boolean {
  return /(?:^|\/)(?:\._[^/]*|__MACOSX)(?:\/|$)/.test(path);
}
