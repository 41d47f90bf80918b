/** The commands whose answers archives hold; `*` at the end of a place stands for any rest. */
interface CommandPlaces {
  readonly uname: readonly string[];
  readonly date: readonly string[];
  readonly hostname: readonly string[];
  readonly lsmod: readonly string[];
  readonly df: readonly string[];
  readonly dfInodes: readonly string[];
  readonly lsblkPairs: readonly string[];
  readonly lsblkTree: readonly string[];
  readonly lspci: readonly string[];
  readonly ipLink: readonly string[];
  /** The name of a network device follows. */
  readonly ethtoolDriver: string;
  readonly nmcli: readonly string[];
  readonly units: readonly string[];
  readonly unitFiles: readonly string[];
  readonly ss: readonly string[];
  readonly netstat: readonly string[];
  readonly virtualization: readonly string[];
  readonly dmidecode: readonly string[];
  readonly selinuxState: readonly string[];
  readonly sysctl: readonly string[];
  readonly mokutil: readonly string[];
  readonly listBoot: readonly string[];
  readonly listFirmware: readonly string[];
  readonly packages: readonly string[];
  readonly listInstalled: readonly string[];
}

/**
 * Where they lie. Insights: insights-core 3.0 to 3.8, specs/insights_archive.py, and since 3.5 several listings in one file.
 * sos: the plugins of sos 3.2 to 4.10 (sos/report/plugins/{block,boot,date,filesys,hardware,host,kernel,networking,pci,rpm,
 * selinux,systemd,yum,dnf}.py); sos up to 4.1 lists /boot in the plugin grub2.
 */
export const commandPlaces: { readonly insights: CommandPlaces; readonly sos: CommandPlaces } = {
  insights: {
    uname: ["insights_commands/uname_-a"],
    date: ["insights_commands/date_--utc"],
    hostname: ["insights_commands/hostname_-f", "insights_commands/hostname"],
    lsmod: ["insights_commands/lsmod"],
    df: ["insights_commands/df_-alP_-x_autofs"],
    dfInodes: ["insights_commands/df_-li_-x_autofs"],
    lsblkPairs: ["insights_commands/lsblk_-P_*"],
    lsblkTree: ["insights_commands/lsblk"],
    lspci: ["insights_commands/lspci_-vmmkn"],
    ipLink: ["insights_commands/ip_-s_-d_link"],
    ethtoolDriver: "insights_commands/ethtool_-i_",
    nmcli: ["insights_commands/nmcli_conn_show"],
    units: ["insights_commands/systemctl_list-units"],
    unitFiles: ["insights_commands/systemctl_list-unit-files"],
    ss: ["insights_commands/ss_-tupna"],
    netstat: ["insights_commands/netstat_-neopa"],
    virtualization: ["insights_commands/virt-what"],
    dmidecode: ["insights_commands/dmidecode"],
    selinuxState: ["insights_commands/sestatus_-b", "insights_commands/getenforce"],
    sysctl: ["insights_commands/sysctl_-a"],
    mokutil: ["insights_commands/mokutil_--sb-state"],
    listBoot: ["insights_commands/ls_-lanR_.boot", "insights_commands/ls_-lanR_.boot_*", "insights_commands/ls_lanR"],
    listFirmware: ["insights_commands/ls_-lanR_.sys.firmware", "insights_commands/ls_lanR"],
    packages: ["insights_commands/rpm_-qa_*"],
    listInstalled: ["insights_commands/yum_-C_--noplugins_list_installed"],
  },
  sos: {
    uname: ["sos_commands/kernel/uname_-a"],
    date: ["sos_commands/date/date_--utc"],
    hostname: ["sos_commands/host/hostname_-f", "sos_commands/host/hostname", "etc/hostname"],
    lsmod: ["sos_commands/kernel/lsmod"],
    df: ["sos_commands/filesys/df_-al_-x_autofs", "sos_commands/filesys/df_-al"],
    dfInodes: ["sos_commands/filesys/df_-ali_-x_autofs", "sos_commands/filesys/df_-ali"],
    lsblkPairs: ["sos_commands/block/lsblk_-O_-P"],
    lsblkTree: ["sos_commands/block/lsblk"],
    lspci: ["sos_commands/pci/lspci_-nnvv"],
    ipLink: ["sos_commands/networking/ip_-s_-d_link"],
    ethtoolDriver: "sos_commands/networking/ethtool_-i_",
    nmcli: ["sos_commands/networkmanager/nmcli_con_show", "sos_commands/networkmanager/nmcli_con"],
    units: ["sos_commands/systemd/systemctl_list-units_--all", "sos_commands/systemd/systemctl_list-units"],
    unitFiles: ["sos_commands/systemd/systemctl_list-unit-files"],
    ss: [],
    netstat: [],
    virtualization: ["sos_commands/host/hostnamectl_status", "sos_commands/host/hostnamectl"],
    dmidecode: ["sos_commands/hardware/dmidecode"],
    selinuxState: [
      "sos_commands/selinux/sestatus_-b",
      "sos_commands/selinux/sestatus_-v",
      "sos_commands/selinux/sestatus",
    ],
    sysctl: ["sos_commands/kernel/sysctl_-a"],
    mokutil: ["sos_commands/boot/mokutil_--sb-state"],
    listBoot: ["sos_commands/boot/ls_-lanR_.boot", "sos_commands/grub2/ls_-lanR_.boot"],
    listFirmware: ["sos_commands/boot/ls_-lanR_.sys.firmware"],
    packages: ["sos_commands/rpm/package-data", "sos_commands/rpm/sh_-c_rpm_*"],
    listInstalled: ["sos_commands/dnf/dnf_list_installed", "sos_commands/yum/yum_list_installed"],
  },
};
